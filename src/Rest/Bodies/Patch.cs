using System.Text.Json.Nodes;
using Slipway.Api;

namespace Slipway.Rest.Bodies;

/// <summary>
/// A change of settings as a body gives it (RFC 7396, field by field): what is left out stays, null takes a field back to its default, and
/// everything else takes the place of what was there as a whole.
/// </summary>
public sealed class Patch<T>
    where T : SettingsBase
{
    private readonly IReadOnlyDictionary<string, object?> _fields;

    internal Patch(IReadOnlyDictionary<string, object?> fields) => _fields = fields;

    /// <summary>What a form changed: the fields in which the settings differ from those that it was opened with.</summary>
    public static Patch<T> Between(T before, T after)
    {
        var (old, now) = (SettingsText.Tree(before), SettingsText.Tree(after));
        return new(SettingsFields<T>.ByName.Values
            .Where(one => !one.IsFixed && !JsonNode.DeepEquals(old[one.Name], now[one.Name]))
            .ToDictionary(one => one.Name, one => one.Property.GetValue(after), StringComparer.Ordinal));
    }

    /// <summary>Whether it gives a field.</summary>
    /// <param name="name">As on the wire.</param>
    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>The settings with the change; what it was made of stays as it is.</summary>
    public T Over(T settings)
    {
        var changed = (T)settings.Copy();
        foreach (var (name, value) in _fields)
        {
            SettingsFields<T>.ByName[name].Property.SetValue(changed, value);
        }
        return changed;
    }
}
