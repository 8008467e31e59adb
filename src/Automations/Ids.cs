using Slipway.Storage;

namespace Slipway.Automations;

/// <summary>An automation; stays when its name changes.</summary>
public readonly record struct AutomationId(long Value) : IDatabaseId<AutomationId>
{
    public static AutomationId From(long value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>An automation as it stood for a time.</summary>
public readonly record struct AutomationVersionId(long Value) : IDatabaseId<AutomationVersionId>
{
    public static AutomationVersionId From(long value) => new(value);
}

/// <summary>One automation's answer to one event.</summary>
public readonly record struct ExecutionId(long Value) : IDatabaseId<ExecutionId>
{
    public static ExecutionId From(long value) => new(value);

    public override string ToString() => Value.ToString();
}
