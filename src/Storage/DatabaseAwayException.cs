namespace Slipway.Storage;

/// <summary>
/// The database does not answer, or takes nothing: it is being restarted, cannot be reached, has no room or no connection
/// left. Nobody's bug: whoever asks again in a moment may be answered. The message is for people and names no inside.
/// </summary>
public sealed class DatabaseAwayException(string message, Exception inner) : Exception(message, inner)
{
    /// <summary>Whether it went away while a change was being committed, which may be there or not; told by <see cref="Unknown"/>.</summary>
    public bool IsUnknown { get; private init; }

    /// <summary>It went away while a change was being committed.</summary>
    public static DatabaseAwayException WhileCommitting(Exception inner) => new(Unknown, inner) { IsUnknown = true };

    /// <summary>What the driver said, where it was told as this; else the failure itself.</summary>
    public static Exception CauseOf(Exception failure) => failure is DatabaseAwayException { InnerException: { } cause } ? cause : failure;

    /// <summary>What is said when no more is known.</summary>
    public const string NoAnswer = "The database does not answer just now. Try again in a moment.";

    /// <summary>What is said when it went away while a change was being committed: the change may be there or not.</summary>
    public const string Unknown =
        "The database went away while this was being saved, so it may have been done or not. Look before you repeat it.";
}
