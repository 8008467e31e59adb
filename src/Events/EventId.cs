using Slipway.Storage;

namespace Slipway.Events;

/// <summary>One event of the log.</summary>
public readonly record struct EventId(long Value) : IDatabaseId<EventId>
{
    public static EventId From(long value) => new(value);

    public override string ToString() => Value.ToString();
}
