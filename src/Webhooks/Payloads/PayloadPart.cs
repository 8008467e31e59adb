namespace Slipway.Webhooks.Payloads;

/// <summary>A piece of a parsed template. Pieces stand side by side; what a value brings is never parsed again.</summary>
internal abstract record PayloadPart;

/// <summary>JSON text, sent as it stands.</summary>
internal sealed record PayloadText(string Json) : PayloadPart;

/// <summary>A variable's value, known at rendering.</summary>
internal sealed record PayloadVariable(Func<PayloadValues, string?> Read) : PayloadPart;

/// <summary>The value of a top-level key of the version's metadata.</summary>
internal sealed record PayloadMetadata(string Key) : PayloadPart;

/// <summary>A team secret, known only while a request is being sent.</summary>
internal sealed record PayloadSecret(string Name) : PayloadPart;

/// <summary>The webhook's access token, known only while a request is being sent.</summary>
internal sealed record PayloadAccessToken : PayloadPart;
