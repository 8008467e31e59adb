using System.Text.Json.Serialization;
using Slipway.Api.Texts;

namespace Slipway.Api.Automations;

/// <summary>What an automation listens on (M3).</summary>
[JsonConverter(typeof(WordConverter<ScopeType>))]
public enum ScopeType
{
    /// <summary>One of a newer server.</summary>
    Unknown,

    /// <summary>Every registered model of the team's registry, also those made later.</summary>
    Registry,

    /// <summary>One registered model.</summary>
    RegisteredModel,

    /// <summary>What happens in one project: its runs, its artifacts.</summary>
    Project,

    /// <summary>The runs of every project of the team, also of those made later; or what happens to the team itself.</summary>
    Team,

    /// <summary>One artifact in its project.</summary>
    Artifact,
}
