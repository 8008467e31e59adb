using Slipway.Api;
using Slipway.Automations.Definitions;
using Slipway.Automations.Previews;
using Slipway.Rest;

namespace Slipway.Automations;

/// <summary>The limits of this room, for the guide.</summary>
internal static class AutomationsLimits
{
    public static readonly Limit[] All =
    [
        new("Pattern of an alias, a tag or a run's name", MatchPattern.MaxLength, LimitUnit.Characters, ErrorCodes.PatternInvalid),
        new("The same with its repetitions written out: `a{100}` counts 100", MatchPattern.MaxSize, LimitUnit.Characters, ErrorCodes.PatternInvalid),
        new("Matches of a preview", PreviewOperations.MaxMatches, LimitUnit.Count, "the preview ends, with `cut`"),
        new("Events that a preview looks at", PreviewOperations.MaxConsidered, LimitUnit.Count, "the preview ends, with `cut`"),
        new("How long a preview looks", (long)PreviewOperations.MaxTime.TotalSeconds, LimitUnit.Seconds, "the preview ends, with `cut`"),
        new("Payloads of a preview together", PreviewOperations.MaxPayloads, LimitUnit.Characters, "those of the oldest matches are left out, with `cut`"),
    ];
}
