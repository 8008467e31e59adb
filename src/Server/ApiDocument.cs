using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Rest.Bodies;

namespace Slipway.Server;

/// <summary>The OpenAPI document of the REST API.</summary>
internal static class ApiDocument
{
    public static void Describe(OpenApiOptions openApi)
    {
        openApi.CreateSchemaReferenceId = info => SettingsBody.Of(info.Type) is { IsPatch: true } patch
            ? $"{patch.Settings.Name}Patch"
            : OptionalOf(info.Type) is not null ? null
            : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Slipway";
            document.Info.Version = "v1";
            document.Info.Description = "A self-hosted model registry that launches things.";
            // The address differs from server to server; the document does not.
            document.Servers = [];
            return Task.CompletedTask;
        });
        openApi.AddSchemaTransformer(async (schema, context, ct) =>
        {
            await DescribeOursAsync(schema, context, ct);
            // What we read by converters of our own, the generator knows nothing about.
            if (schema.Type is null && TypeOf(context.JsonTypeInfo.Type) is { } type)
            {
                schema.Type = context.JsonPropertyInfo?.IsSetNullable == true ? type | JsonSchemaType.Null : type;
            }
            var element = context.JsonTypeInfo.ElementType is { } of ? ElementOf(of) : null;
            if (schema.Type?.HasFlag(JsonSchemaType.Array) == true && element is not null)
            {
                schema.Items ??= element;
            }
            else if (schema.Type?.HasFlag(JsonSchemaType.Object) == true && element is not null)
            {
                schema.AdditionalProperties ??= element;
            }
        });
    }

    // Settings and words are read by converters of ours as well.
    private static async Task DescribeOursAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (OptionalOf(type) is { } value)
        {
            var described = await context.GetOrCreateSchemaAsync(value, null, ct);
            described = value.IsValueType && Nullable.GetUnderlyingType(value) is null ? described : WithNull(described);
            (schema.Type, schema.Format, schema.Items, schema.AdditionalProperties, schema.OneOf) =
                (described.Type, described.Format, described.Items, described.AdditionalProperties, described.OneOf);
            (schema.Properties, schema.Required, schema.AdditionalPropertiesAllowed) = (null, null, true);
        }
        if (SettingsWords.WordsOf(type) is { } words)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. words.Select(word => (JsonNode)JsonValue.Create(word))];
        }
        if (type == typeof(AutomationAction))
        {
            var flat = await context.GetOrCreateSchemaAsync(typeof(AutomationActionBody), null, ct);
            (schema.Type, schema.Properties, schema.Required) = (flat.Type, flat.Properties, flat.Required);
            schema.AdditionalPropertiesAllowed = false;
        }
        if (type == typeof(RunNameFilter))
        {
            schema.Type = JsonSchemaType.Object;
            schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { ["name"] = new OpenApiSchema { Type = JsonSchemaType.String } };
            schema.Required = new HashSet<string>(StringComparer.Ordinal) { "name" };
            schema.AdditionalPropertiesAllowed = false;
        }
        if (type.GetCustomAttribute<AnswerAttribute>() is not null)
        {
            // What shows settings shows all of them.
            schema.Required = schema.Properties?.Keys.ToHashSet(StringComparer.Ordinal);
        }
        if (SettingsBody.Of(type) is not { } body)
        {
            return;
        }
        schema.Type = JsonSchemaType.Object;
        schema.AdditionalPropertiesAllowed = false;
        schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        schema.Required = new HashSet<string>(StringComparer.Ordinal);
        var defaults = Activator.CreateInstance(body.Settings);
        foreach (var field in body.Fields)
        {
            var described = await context.GetOrCreateSchemaAsync(field.Property.PropertyType, null, ct);
            schema.Properties[field.Name] = field.IsRequired ? described : WithNull(described);
            if (field.IsRequired && !body.IsPatch)
            {
                schema.Required.Add(field.Name);
            }
            else if (!body.IsPatch && !field.TakesNull && schema.Properties[field.Name] is OpenApiSchema own)
            {
                own.Default = JsonSerializer.SerializeToNode(field.Property.GetValue(defaults), ApiJson.Default.Options.GetTypeInfo(field.Property.PropertyType));
            }
        }
    }

    /// <summary>Null is the default of every field that has one.</summary>
    private static OpenApiSchema WithNull(OpenApiSchema described)
    {
        if (described.Type is not { } type)
        {
            return described;
        }
        if (described.Enum is { Count: > 0 } || described.Properties is { Count: > 0 })
        {
            return new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, described] };
        }
        described.Type = type | JsonSchemaType.Null;
        return described;
    }

    private static OpenApiSchema? ElementOf(Type type) =>
        TypeOf(type) is { } plain ? new OpenApiSchema { Type = plain }
        : SettingsWords.WordsOf(type) is { } words ? new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. words.Select(word => (JsonNode)JsonValue.Create(word))] }
        : null;

    private static JsonSchemaType? TypeOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var text when text == typeof(string) => JsonSchemaType.String,
        var number when number == typeof(double) => JsonSchemaType.Number,
        _ => null,
    };

    /// <summary>What a field holds that may be left out; null for every other type.</summary>
    private static Type? OptionalOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>) ? type.GetGenericArguments()[0] : null;
}
