"""Page templates (Jinja, Django, Tornado) to the IR: a template is a function of its context, and what it puts out is a call.

    {% for post in posts %}<p>{{ post.text|safe }}</p>{% endfor %}

is lowered as if it were

    def template(context):
        for post in context["posts"]:
            do_mark_safe(post.text)

so that data is followed into a template, through its loops and into what it includes, as into any other function, and
what a filter does is said by a model's row. The template is parsed, never rendered.
"""

from entasis.frontends.templates.lower import lower_template

__all__ = ["lower_template"]
