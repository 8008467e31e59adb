using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Api.Texts;

/// <summary>
/// The words by which the values of an enum go over the wire: their names in camel case, or what
/// <see cref="JsonStringEnumMemberNameAttribute"/> says. The value 0 is called <c>Unknown</c> and stands for a word of a newer
/// server; nothing is ever saved with it.
/// </summary>
public static class EnumWords
{
    /// <summary>The word of a value.</summary>
    public static string Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T value)
        where T : struct, Enum => Words<T>.ByValue.GetValueOrDefault(value, "unknown");

    /// <summary>The value of a word, also of one that it had elsewhere; null for a word that is not known.</summary>
    public static T? Find<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(string? word)
        where T : struct, Enum => word is not null && Words<T>.ByWord.TryGetValue(word, out var value) ? value : null;

    /// <summary>All words, in the order of the values.</summary>
    public static IReadOnlyList<string> All<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>()
        where T : struct, Enum => Words<T>.All;

    /// <summary>All words as a sentence has them: <c>a, b or c</c>.</summary>
    public static string Choice<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>()
        where T : struct, Enum => Choice(All<T>());

    /// <summary>Words as a sentence has them: <c>a, b or c</c>.</summary>
    public static string Choice(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    private static class Words<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>
        where T : struct, Enum
    {
        public static readonly IReadOnlyDictionary<T, string> ByValue = Known().ToDictionary(row => row.Value, row => row.Word);

        public static readonly IReadOnlyDictionary<string, T> ByWord = Known()
            .SelectMany(row => row.Others.Append(row.Word).Select(word => (word, row.Value)))
            .ToDictionary(row => row.word, row => row.Value, StringComparer.Ordinal);

        public static readonly IReadOnlyList<string> All = [.. Known().Select(row => row.Word)];

        private static IEnumerable<(T Value, string Word, IEnumerable<string> Others)> Known() =>
            from field in typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static)
            let value = (T)field.GetValue(null)!
            where !value.Equals(default(T))
            let word = field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(field.Name)
            select (value, word, field.GetCustomAttributes<AlsoKnownAsAttribute>().Select(also => also.Word));
    }
}

/// <summary>A further word that is read as this value, and never written.</summary>
[AttributeUsage(AttributeTargets.Field, AllowMultiple = true)]
public sealed class AlsoKnownAsAttribute(string word) : Attribute
{
    /// <summary>The word.</summary>
    public string Word => word;
}
