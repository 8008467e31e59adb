using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Api;

namespace Slipway.Rest.Bodies;

/// <summary>One field of a record of settings.</summary>
/// <param name="Name">As on the wire.</param>
/// <param name="Property">Where it stands in the record.</param>
/// <param name="IsRequired">Whether whoever creates the thing has to give it. One that is not has a default.</param>
/// <param name="IsFixed">Decided when the thing is created; a change may not name it.</param>
/// <param name="TakesNull">Whether null is a value of it. Of one that takes none, null means the default.</param>
public sealed record SettingsField(string Name, PropertyInfo Property, bool IsRequired, bool IsFixed, bool TakesNull)
{
    /// <summary>All of a record's fields, in its order.</summary>
    public static IReadOnlyList<SettingsField> Of(Type settings)
    {
        var nullability = new NullabilityInfoContext();
        return
        [
            .. settings.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite && property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
                .Select(property => new SettingsField(
                    JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                    property,
                    property.GetCustomAttribute<RequiredMemberAttribute>() is not null,
                    property.GetCustomAttribute<FixedAttribute>() is not null,
                    nullability.Create(property).WriteState == NullabilityState.Nullable)),
        ];
    }
}

/// <summary>The fields of one record of settings, by their names on the wire.</summary>
public static class SettingsFields<T>
    where T : SettingsBase
{
    public static IReadOnlyDictionary<string, SettingsField> ByName { get; } =
        SettingsField.Of(typeof(T)).ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>Every field with its default; those that are required are not there.</summary>
    internal static T Defaults() => Activator.CreateInstance<T>();
}
