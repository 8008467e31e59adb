namespace Slipway.Api.Texts;

/// <summary>Why something failed, for people: not that an inner exception knows, which they never see.</summary>
public static class CauseWords
{
    /// <summary>The exception's own words, or those of what it refers to.</summary>
    public static string Of(Exception failure) =>
        failure.Message.Contains("inner exception", StringComparison.OrdinalIgnoreCase) ? failure.GetBaseException().Message : failure.Message;
}
