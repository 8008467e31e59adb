using Slipway.Api;
using Slipway.Storage;

namespace Slipway.Rest.Texts;

/// <summary>What is said of a text that is none.</summary>
public static class TextRefusal
{
    /// <summary>A field holds one.</summary>
    /// <param name="field">Whose text it is.</param>
    /// <param name="problem">As <see cref="Api.Texts.PlainText.Problem"/> says it.</param>
    public static Refusal OfField(string field, string problem) => Refusal.OfField(ErrorCodes.TextInvalid, field, $"{field} {problem}.");

    /// <summary>One came as far as the database, which took none of it: whoever read the field should have refused it by its name.</summary>
    public static Refusal Of(UnstorableTextException unfit) => new(ErrorCodes.TextInvalid, $"A text that was given {unfit.Problem}.");
}
