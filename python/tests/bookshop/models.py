# mypy: disable-error-code="var-annotated, attr-defined, no-any-return"
"""Books, who wrote them, and what readers say."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Author(models.Model):
    """Somebody who writes."""

    name = models.CharField(max_length=80)
    email = models.EmailField(unique=True)
    born = models.DateField(null=True)
    rival = models.ForeignKey("self", models.SET_NULL, null=True, related_name="rivals")

    class Meta:
        ordering: ClassVar = ["id"]

    @property
    def initial(self) -> str:
        """The first letter."""
        return self.name[:1]

    def shout(self) -> str:
        """The name, loudly."""
        return self.name.upper()

    @property
    def books_text(self) -> str:
        """What asks the database for each row."""
        return ", ".join(book.title for book in self.books.all())


class Portrait(models.Model):
    """A picture of an author; not everyone has one."""

    author = models.OneToOneField(Author, models.CASCADE, related_name="portrait")
    path = models.CharField(max_length=80)


class Tag(models.Model):
    """A word."""

    name = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["name"]


class Book(models.Model):
    """A book."""

    title = models.CharField(max_length=80)
    text = models.TextField(default="")
    price = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    editor = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="edited")
    tags = models.ManyToManyField(Tag, related_name="books")

    class Meta:
        ordering: ClassVar = ["id"]


class Review(models.Model):
    """What a reader says."""

    book = models.ForeignKey(Book, models.CASCADE)
    writer = models.ForeignKey(Author, models.CASCADE)
    stars = models.PositiveSmallIntegerField()
    words = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]


class Shelf(models.Model):
    """A shelf in a shelf."""

    name = models.CharField(max_length=40)
    within = models.ForeignKey("self", models.CASCADE, null=True, related_name="shelves")

    class Meta:
        ordering: ClassVar = ["id"]
