"""The call through Django REST framework, with its stock authentication."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class Input(serializers.Serializer):
    """What is called with."""

    text = serializers.CharField()


class Output(serializers.Serializer):
    """What is answered."""

    message = serializers.CharField()


class Echo(APIView):
    """Says it again."""

    def post(self, request: Request) -> Response:
        """Answers a call."""
        said = Input(data=request.data)
        said.is_valid(raise_exception=True)
        return Response(Output({"message": said.validated_data["text"]}).data)
