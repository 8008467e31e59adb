using System.Globalization;
using Slipway.Storage;

namespace Slipway.Launch.Queues;

/// <summary>One queue.</summary>
public readonly record struct QueueId(long Value) : IDatabaseId<QueueId>
{
    public static QueueId From(long value) => new(value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
