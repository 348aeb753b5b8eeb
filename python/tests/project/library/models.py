"""What the tests' functions read and change."""

from typing import ClassVar

from django.db import models


class Author(models.Model):
    """Somebody who writes."""

    name = models.CharField(max_length=80)


class Tag(models.Model):
    """A word about books."""

    word = models.CharField(max_length=40, unique=True)


class Book(models.Model):
    """What somebody has written."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=80)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
    tags = models.ManyToManyField(Tag, related_name="books")

    class Meta:
        """In one order."""

        ordering: ClassVar = ["slug"]
