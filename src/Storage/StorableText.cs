using System.Collections.Concurrent;
using System.Reflection;
using Dapper;

namespace Slipway.Storage;

/// <summary>
/// The last look at a text before it goes to a driver: PostgreSQL takes no zero character, and UTF-8 has no half surrogate
/// pairs. The same on both databases, so that neither keeps what the other cannot.
/// </summary>
internal static class StorableText
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    /// <summary>Looks at every text among the arguments, alone or in a list.</summary>
    /// <exception cref="UnstorableTextException">One cannot be stored.</exception>
    public static void Check(object? args)
    {
        // Those are made from arguments that were looked at.
        if (args is null or DynamicParameters)
        {
            return;
        }
        foreach (var property in Known.GetOrAdd(args.GetType(), PropertiesOf))
        {
            Check(property.Name, property.GetValue(args));
        }
    }

    /// <summary>Looks at one value; what is no text passes.</summary>
    /// <exception cref="UnstorableTextException">It cannot be stored.</exception>
    public static void Check(string parameter, object? value)
    {
        switch (value)
        {
            case string text when ProblemOf(text) is { } problem:
                throw new UnstorableTextException(parameter, problem);
            case IEnumerable<string?> texts:
                foreach (var text in texts)
                {
                    Check(parameter, text);
                }
                break;
        }
    }

    private static PropertyInfo[] PropertiesOf(Type type) => [.. type.GetProperties().Where(property =>
        property.GetIndexParameters().Length == 0
        && (property.PropertyType == typeof(string) || property.PropertyType == typeof(object) || property.PropertyType.IsAssignableTo(typeof(IEnumerable<string>))))];

    private static string? ProblemOf(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
        {
            return "holds a zero character";
        }
        for (var i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) || (char.IsHighSurrogate(text[i]) && (++i == text.Length || !char.IsLowSurrogate(text[i]))))
            {
                return "holds half a character";
            }
        }
        return null;
    }
}
