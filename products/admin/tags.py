"""Tags as people write them: words with commas between."""

from django import forms


class TagsField(forms.Field):
    """Shows a list of texts as one line, and reads it back."""

    widget = forms.TextInput({"class": "vTextField"})

    def prepare_value(self, value: object) -> object:
        """Give the tags in VALUE with commas between them."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:
        """Read the tags in VALUE, each once, in the order given."""
        words = [word.strip() for word in str(value or "").split(",")]
        return list(dict.fromkeys(word for word in words if word))

    def has_changed(self, initial: object, data: object) -> bool:
        """Tell whether DATA says other tags than INITIAL, as it was shown.

        A tag from before there was a rule may hold a comma: shown, it looks like two.
        """
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)
