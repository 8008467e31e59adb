using System.Text.Json;

namespace Slipway.Api.Texts;

/// <summary>The JSON is well formed, but holds what cannot be kept: half a character, a zero character, a number beyond all bounds.</summary>
/// <param name="place">Where inside the value that was read, as in <c>layers[2].name</c>; empty for the value itself.</param>
/// <param name="problem">What is wrong, so that the name of the place can stand before it.</param>
public sealed class StrictJsonException(string place, string problem)
    : JsonException(place.Length == 0 ? $"The value {problem}." : $"{place} {problem}.")
{
    /// <summary>Where inside the value that was read, as in <c>layers[2].name</c>; empty for the value itself.</summary>
    public string Place { get; } = place;

    /// <summary>What is wrong, so that the name of the place can stand before it.</summary>
    public string Problem { get; } = problem;
}
