using System.Globalization;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>One agent.</summary>
public readonly record struct AgentId(long Value) : IDatabaseId<AgentId>
{
    public static AgentId From(long value) => new(value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
