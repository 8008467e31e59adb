using Slipway.Storage;

namespace Slipway.Webhooks.Definitions;

/// <summary>A webhook.</summary>
public readonly record struct WebhookId(long Value) : IDatabaseId<WebhookId>
{
    /// <inheritdoc/>
    public static WebhookId From(long value) => new(value);

    /// <summary>The number, as the wire shows it.</summary>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
