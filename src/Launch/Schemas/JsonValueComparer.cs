using System.Text.Json;

namespace Slipway.Launch.Schemas;

/// <summary>
/// Whether two JSON values say the same: numbers by their value, objects whatever the order of their fields. The hash of a
/// number is of all its digits: many different ones share a double.
/// </summary>
internal sealed class JsonValueComparer : IEqualityComparer<JsonElement>
{
    public static readonly JsonValueComparer Instance = new();

    public bool Equals(JsonElement x, JsonElement y) =>
        x.ValueKind == JsonValueKind.Number && y.ValueKind == JsonValueKind.Number
            ? NormalOf(x) == NormalOf(y)
            : JsonElement.DeepEquals(x, y);

    public int GetHashCode(JsonElement obj) => obj.ValueKind switch
    {
        JsonValueKind.Number => NormalOf(obj).GetHashCode(StringComparison.Ordinal),
        JsonValueKind.String => obj.GetString()!.GetHashCode(StringComparison.Ordinal),
        JsonValueKind.Array => obj.EnumerateArray().Aggregate(17, (hash, one) => HashCode.Combine(hash, GetHashCode(one))),
        JsonValueKind.Object => obj.EnumerateObject().Aggregate(19, (hash, field) => hash ^ HashCode.Combine(field.Name, GetHashCode(field.Value))),
        _ => (int)obj.ValueKind,
    };

    private static string NormalOf(JsonElement number) => NumberText.Normal(number.GetRawText());
}
