"""How curators edit the catalogue; Django finds the pages here.

Most pages of the catalogue are registered by `stakeholders.admin`, which adds the backing.
"""
