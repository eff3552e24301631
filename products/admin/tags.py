"""Tags as people write them: words with commas between."""

from django import forms

from products.naming import KEY_LENGTH, find_fault


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

    def validate(self, value: list[str]) -> None:
        """Let the tags in VALUE pass.

        :raises ValidationError: when one is too long, a formula or holds control characters.
        """
        faults = [(tag, find_fault(tag)) for tag in value]
        long = [f"The tag {tag[:20]!r} is too long." for tag in value if len(tag) > KEY_LENGTH]
        messages = [f"The tag {tag!r} {fault}." for tag, fault in faults if fault is not None]
        if messages or long:
            raise forms.ValidationError([*messages, *long])

    def has_changed(self, initial: object, data: object) -> bool:
        """Tell whether DATA says other tags than INITIAL."""
        return (initial or []) != self.to_python(data)
