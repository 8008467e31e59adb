using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization;
using Slipway.Api;
using Slipway.Api.Texts;

namespace Slipway.Rest.Bodies;

/// <summary>Whether every word in settings is one that is known, whichever door they came through.</summary>
public static class SettingsWords
{
    /// <summary>Names the first field that is none of its words; null when all are. <c>invalid</c>.</summary>
    public static Refusal? Check<T>(T settings)
        where T : SettingsBase
    {
        foreach (var (name, field) in SettingsFields<T>.ByName)
        {
            var value = field.Property.GetValue(settings);
            IEnumerable<Enum> all = value is Enum one ? [one] : value is IEnumerable many and not string ? many.OfType<Enum>() : [];
            foreach (var word in all.Where(word => Convert.ToInt32(word) == 0 || !Enum.IsDefined(word.GetType(), word)))
            {
                return Refusal.OfField(ErrorCodes.Invalid, name, $"{name} {(value is Enum ? "is" : "takes")} {EnumWords.Choice(WordsOf(word.GetType()) ?? [])}.");
            }
        }
        return null;
    }

    /// <summary>The words of an enum that goes over the wire by words; null for every other type.</summary>
    public static IReadOnlyList<string>? WordsOf(Type type) =>
        type.IsEnum && type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { } converter
            && Activator.CreateInstance(converter) is IWords words ? words.Words : null;
}
