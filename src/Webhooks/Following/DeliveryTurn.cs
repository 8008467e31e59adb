namespace Slipway.Webhooks.Following;

/// <summary>What came of deliveries.</summary>
public abstract record DeliveryTurn
{
    private DeliveryTurn()
    {
    }

    /// <summary>They were delivered; also when a later repetition failed.</summary>
    public sealed record Delivered : DeliveryTurn;

    /// <summary>They were given up or cancelled.</summary>
    /// <param name="Reason">As <c>code: sentence</c>.</param>
    public sealed record Failed(string Reason) : DeliveryTurn;

    /// <summary>They had ended and are made again.</summary>
    public sealed record Repeated : DeliveryTurn;
}
