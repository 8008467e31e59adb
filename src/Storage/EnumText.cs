using System.Collections.Concurrent;

namespace Slipway.Storage;

/// <summary>States as the database and the wire show them: the enum's name in lower case.</summary>
public static class EnumText
{
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.All.GetOrAdd(value, static v => v.ToString().ToLowerInvariant());

    /// <summary>The value that is spelled so; null when none is.</summary>
    public static T? Find<T>(string? text)
        where T : struct, Enum => Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => Of(value!.Value) == text);

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly ConcurrentDictionary<T, string> All = new();
    }
}
