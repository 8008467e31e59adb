namespace Slipway.Testing;

/// <summary>What a <see cref="Receiver"/> answers.</summary>
public sealed record ReceiverAnswer(int Status, string Body = "")
{
    public static readonly ReceiverAnswer Ok = new(200, "ok");

    /// <summary>Closes the connection instead of answering.</summary>
    public static readonly ReceiverAnswer HangUp = new(0);

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Closes the connection after the body, of which more was announced.</summary>
    public bool BreaksOff { get; init; }

    /// <summary>Holds the answer back until this is done; the request counts as received before.</summary>
    public Task? Until { get; init; }
}
