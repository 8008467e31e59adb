using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Automations;

namespace Slipway.Tests.Api;

/// <summary>A record with something in every property.</summary>
internal static class Filled
{
    /// <summary>The fields of the action that is not there: both stand side by side.</summary>
    public const string OfNoAction = """
        "queue":null,"job":null,"jobVersion":null,"project":null,"overrides":null
        """;

    public static object Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return "text";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type == typeof(DateTimeOffset))
        {
            return new DateTimeOffset(2026, 11, 23, 15, 4, 5, 123, 456, TimeSpan.Zero);
        }

        if (type == typeof(JsonElement))
        {
            return JsonDocument.Parse("""{"accuracy":0.97}""").RootElement;
        }

        if (type == typeof(AutomationAction))
        {
            return new WebhookAction { Webhook = "text", Payload = "{}" };
        }

        if (type == typeof(RunNameFilter))
        {
            return new RunNameFilter("text");
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(7, type);
        }

        if (type.IsArray)
        {
            return Array.CreateInstance(type.GetElementType()!, 0);
        }

        return type.IsGenericType ? OfGeneric(type, type.GetGenericArguments()) : OfRecord(type);
    }

    private static object OfGeneric(Type type, Type[] of)
    {
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Optional<>))
        {
            return Activator.CreateInstance(type, Of(of[0]))!;
        }

        if (definition == typeof(IReadOnlyList<>))
        {
            var list = Array.CreateInstance(of[0], 1);
            list.SetValue(Of(of[0]), 0);
            return list;
        }

        var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(of))!;
        dictionary["key"] = Of(of[1]);
        return dictionary;
    }

    private static object OfRecord(Type type)
    {
        var record = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null))
        {
            property.SetValue(record, Of(property.PropertyType));
        }

        return record;
    }
}
