using System.Text.Json.Serialization;

namespace Slipway.Api.Automations;

/// <summary>
/// What an automation does: a closed set. On the wire the fields of all of them stand side by side in one object
/// (<see cref="AutomationActionBody"/>), and <c>type</c> says which of them count.
/// </summary>
[JsonConverter(typeof(AutomationActionConverter))]
public abstract record AutomationAction
{
    private protected AutomationAction()
    {
    }

    /// <summary>The word for it.</summary>
    public abstract string Type { get; }

    /// <summary>The text of its payload or overrides, as it was written; null for none, and where it was left out.</summary>
    public abstract string? Template { get; }

    /// <summary>The same with another text; null for none.</summary>
    public abstract AutomationAction With(string? template);
}

/// <summary>A request to a webhook of the team (M6, M7).</summary>
public sealed record WebhookAction : AutomationAction
{
    /// <summary>The word for it.</summary>
    public const string Word = "webhook";

    /// <summary>The webhook's name; null in an answer when it is gone.</summary>
    public string? Webhook { get; init; }

    /// <summary>The text of a JSON object with <c>${...}</c>; null sends <c>{}</c> (M7).</summary>
    public string? Payload { get; init; }

    /// <inheritdoc/>
    public override string Type => Word;

    /// <inheritdoc/>
    public override string? Template => Payload;

    /// <inheritdoc/>
    public override AutomationAction With(string? template) => this with { Payload = template };
}

/// <summary>A run of a job, through a queue of the team (M17).</summary>
public sealed record LaunchAction : AutomationAction
{
    /// <summary>The word for it.</summary>
    public const string Word = "launch";

    /// <summary>The queue's name; null in an answer when it is gone.</summary>
    public string? Queue { get; init; }

    /// <summary><c>team/project/job</c>.</summary>
    public string? Job { get; init; }

    /// <summary>A version or alias, looked up whenever the automation fires; null for the newest.</summary>
    public string? JobVersion { get; init; }

    /// <summary>Where the run goes.</summary>
    public string? Project { get; init; }

    /// <summary>
    /// Changes to the job: the text of a JSON object of <c>args</c>, <c>entryPoint</c>, <c>runConfig</c> and <c>artifacts</c> with
    /// <c>${...}</c>; null for none.
    /// </summary>
    public string? Overrides { get; init; }

    /// <inheritdoc/>
    public override string Type => Word;

    /// <inheritdoc/>
    public override string? Template => Overrides;

    /// <inheritdoc/>
    public override AutomationAction With(string? template) => this with { Overrides = template };
}

/// <summary>An action that cannot be read: a newer server's, or one with fields of another. Nothing is ever saved with it.</summary>
/// <param name="Word">Its type as written.</param>
public sealed record UnknownAction(string Word) : AutomationAction
{
    /// <inheritdoc/>
    public override string Type => Word;

    /// <inheritdoc/>
    public override string? Template => null;

    /// <inheritdoc/>
    public override AutomationAction With(string? template) => this;
}
