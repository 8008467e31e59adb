namespace Slipway.Testing;

/// <summary>The test plants a failure in a unit of these workers and shows that the neighbour ends well (ADR 0011). An architecture test finds the workers without one.</summary>
/// <param name="workers">Their names.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IsolatesAttribute(params string[] workers) : Attribute
{
    public IReadOnlyList<string> Workers { get; } = workers;
}
