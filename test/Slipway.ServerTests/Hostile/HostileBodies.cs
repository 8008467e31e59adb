using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.ServerTests.Hostile;

/// <summary>Bodies that are right but for one field.</summary>
internal sealed class HostileBodies(JsonNode document)
{
    private const int MaxDepth = 5;

    // Stands for a value or a name until the bytes are made, for a tree of nodes takes nothing hostile.
    private const string Mark = "hostile-value-here";

    /// <summary>The places of every value in a body of that schema: names and, for lists, <c>0</c>.</summary>
    public IReadOnlyList<string[]> Places(JsonNode schema)
    {
        var places = new List<string[]>();
        Walk(schema, [], places);
        return places;
    }

    /// <summary>The sample with a value in that place.</summary>
    /// <param name="value">As JSON writes it, or does not.</param>
    public static byte[] With(JsonNode sample, string[] place, string value)
    {
        var body = sample.DeepClone();
        Put(body.AsObject(), place);
        return Encoding.UTF8.GetBytes(body.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal));
    }

    /// <summary>The sample with a text of bytes that are no UTF-8 in that place.</summary>
    public static byte[] WithBrokenText(JsonNode sample, string[] place)
    {
        var body = sample.DeepClone();
        Put(body.AsObject(), place);
        // Latin-1 leaves every byte as it is.
        return Encoding.Latin1.GetBytes(body.ToJsonString().Replace(Mark, "a\u00ffb", StringComparison.Ordinal));
    }

    /// <summary>The sample with that field twice.</summary>
    public static byte[] Twice(JsonNode sample, string[] place)
    {
        var body = sample.DeepClone();
        Put(body.AsObject(), place);
        var name = place.Last(step => step != "0");
        return Encoding.UTF8.GetBytes(body.ToJsonString().Replace($"\"{Mark}\"", $"null,\"{name}\":null", StringComparison.Ordinal));
    }

    private void Walk(JsonNode schema, string[] at, List<string[]> places)
    {
        if (at.Length > 0)
        {
            places.Add(at);
        }
        var resolved = Resolve(schema);
        if (at.Length >= MaxDepth || resolved is null)
        {
            return;
        }
        foreach (var (name, property) in resolved["properties"]?.AsObject() ?? [])
        {
            Walk(property!, [.. at, name], places);
        }
        if (resolved["items"] is { } items)
        {
            Walk(items, [.. at, "0"], places);
        }
        if (resolved["additionalProperties"] is JsonObject values)
        {
            Walk(values, [.. at, "key"], places);
        }
    }

    private JsonNode? Resolve(JsonNode schema)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Resolve(document["components"]!["schemas"]![reference.Split('/')[^1]]!);
        }
        return schema["oneOf"] is JsonArray choices ? choices.Where(choice => choice!["$ref"] is not null).Select(choice => Resolve(choice!)).FirstOrDefault() : schema;
    }

    private static void Put(JsonNode at, string[] place)
    {
        for (var step = 0; step < place.Length; step++)
        {
            JsonNode value = step == place.Length - 1 ? JsonValue.Create(Mark)! : place[step + 1] == "0" ? new JsonArray() : new JsonObject();
            if (place[step] == "0")
            {
                var list = at.AsArray();
                var keeps = list.Count > 0 && step < place.Length - 1 && list[0]?.GetType() == value.GetType();
                if (!keeps)
                {
                    list.Clear();
                    list.Add(value);
                }
                at = list[0]!;
            }
            else
            {
                var fields = at.AsObject();
                if (step == place.Length - 1 || fields[place[step]]?.GetType() != value.GetType())
                {
                    fields[place[step]] = value;
                }
                at = fields[place[step]]!;
            }
        }
    }
}
