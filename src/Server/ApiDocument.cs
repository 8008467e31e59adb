using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Slipway.Server;

/// <summary>The OpenAPI document of the REST API.</summary>
internal static class ApiDocument
{
    public static void Describe(OpenApiOptions openApi)
    {
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Slipway";
            document.Info.Version = "v1";
            document.Info.Description = "A self-hosted model registry that launches things.";
            // The address differs from server to server; the document does not.
            document.Servers = [];
            return Task.CompletedTask;
        });
        openApi.AddSchemaTransformer((schema, context, _) =>
        {
            // What we read by converters of our own, the generator knows nothing about.
            if (schema.Type is null && TypeOf(context.JsonTypeInfo.Type) is { } type)
            {
                schema.Type = context.JsonPropertyInfo?.IsSetNullable == true ? type | JsonSchemaType.Null : type;
            }
            var element = context.JsonTypeInfo.ElementType is { } of ? TypeOf(of) : null;
            if (schema.Type?.HasFlag(JsonSchemaType.Array) == true && element is not null)
            {
                schema.Items ??= new OpenApiSchema { Type = element };
            }
            else if (schema.Type?.HasFlag(JsonSchemaType.Object) == true && element is not null)
            {
                schema.AdditionalProperties ??= new OpenApiSchema { Type = element };
            }
            return Task.CompletedTask;
        });
    }

    private static JsonSchemaType? TypeOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var text when text == typeof(string) => JsonSchemaType.String,
        var number when number == typeof(double) => JsonSchemaType.Number,
        _ => null,
    };
}
