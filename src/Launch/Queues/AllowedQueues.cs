using System.Text.Json;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Launch.Queues;

/// <summary>
/// Which queues of its team an agent, or whoever registers with a token, may serve. By their names: a queue that is deleted
/// and made anew is meant as well.
/// </summary>
public sealed record AllowedQueues
{
    internal const int MaxQueues = 64;
    private const int MaxNameLength = 64;

    private AllowedQueues(IReadOnlyList<string>? names) => Names = names;

    /// <summary>Every queue of the team, also those that it does not have yet.</summary>
    public static AllowedQueues Every { get; } = new((IReadOnlyList<string>?)null);

    /// <summary>Null for every queue.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Whether it may serve the queue of that name.</summary>
    public bool Permits(string queue) => Names is null || Names.Contains(queue, StringComparer.Ordinal);

    /// <summary>What was asked for, checked: null for every queue, else 1 to 64 names. <c>invalid</c>.</summary>
    public static Outcome<AllowedQueues> From(IReadOnlyList<string>? names, string field)
    {
        if (names is null)
        {
            return Every;
        }
        return names.Count is 0 or > MaxQueues || names.Any(static name => name is not { Length: > 0 and <= MaxNameLength } || name.Any(char.IsControl))
            ? Refusal.OfField(ErrorCodes.Invalid, field, $"{field} has 1 to {MaxQueues} names of queues. Leave it out, or give null, for every queue of the team.")
            : new AllowedQueues([.. names.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>As it rests in the database.</summary>
    internal static AllowedQueues Parse(string? text) => text is null ? Every : new(JsonSerializer.Deserialize<string[]>(text)!);

    /// <summary>As it rests in the database; null for every queue.</summary>
    internal string? Text => Names is null ? null : JsonSerializer.Serialize(Names);

    /// <summary>For people.</summary>
    public override string ToString() => Names is null ? "every queue" : string.Join(", ", Names);
}
