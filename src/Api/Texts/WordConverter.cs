using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Api.Texts;

/// <summary>
/// Reads and writes an enum by <see cref="EnumWords"/>. A client reads a word that it does not know as <c>Unknown</c>, since
/// a newer server may say it; a server refuses it.
/// </summary>
public class WordConverter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T> : JsonConverter<T>, IWords
    where T : struct, Enum
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Words => EnumWords.All<T>();

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.String
            ? throw new JsonException("The JSON value could not be converted to a word.")
            : EnumWords.Find<T>(StrictJson.Text(ref reader)) ?? OfUnknown();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(EnumWords.Of(value));

    private protected virtual T OfUnknown() => default;
}

/// <summary>Reads one of a few words.</summary>
public interface IWords
{
    /// <summary>All of them.</summary>
    IReadOnlyList<string> Words { get; }
}

internal sealed class StrictWordConverter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T> : WordConverter<T>
    where T : struct, Enum
{
    private protected override T OfUnknown() => throw new UnknownWordException(EnumWords.Choice<T>());
}

/// <summary>A word is none of those that may stand there.</summary>
/// <param name="choice">Those that may, as <c>a, b or c</c>.</param>
public sealed class UnknownWordException(string choice) : JsonException($"The value is {choice}.")
{
    /// <summary>Those that may, as <c>a, b or c</c>.</summary>
    public string Choice => choice;
}
