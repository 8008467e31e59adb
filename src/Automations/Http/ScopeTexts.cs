using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Automations.Definitions;
using Slipway.Rest;

namespace Slipway.Automations.Http;

/// <summary>What an automation listens on, as the wire spells it.</summary>
internal static class ScopeTexts
{
    private const string Registry = "registry";
    private const string RegisteredModel = "registeredModel";
    private const string Project = "project";
    private const string Team = "team";
    private const string Artifact = "artifact";
    private const string Known = "Use 'registeredModel' or 'registry', for what happens in projects 'project' or 'artifact', or 'team'.";

    public static string Of(ScopeType scope) => scope switch
    {
        ScopeType.RegisteredModel => RegisteredModel,
        ScopeType.Project => Project,
        ScopeType.Team => Team,
        ScopeType.Artifact => Artifact,
        _ => Registry,
    };

    /// <summary>The scope and the name of what it is; <c>scope_invalid</c>.</summary>
    /// <param name="scope">Null for the whole registry, or the model of <paramref name="shorthand"/>.</param>
    /// <param name="shorthand">The registered model that the event names; null for none.</param>
    public static Outcome<(ScopeType Type, string? Name)> Read(AutomationScopeBody? scope, string? shorthand)
    {
        if (scope is null)
        {
            return shorthand is null ? (ScopeType.Registry, null) : (ScopeType.RegisteredModel, shorthand);
        }
        switch (scope.Type)
        {
            case Registry or Team when scope.Name is not null:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "scope.name", scope.Type == Registry
                    ? "The scope 'registry' has no name: it is the team's registry. For one model write the type 'registeredModel'."
                    : "The scope 'team' has no name: it is all of the team's projects. For one of them write the type 'project'.");
            case Registry or Team or Project or Artifact when shorthand is not null:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "event.registeredModel",
                    $"event.registeredModel and the scope '{scope.Type}' contradict each other. Give one of them.");
            case Registry:
                return (ScopeType.Registry, null);
            case Team:
                return (ScopeType.Team, null);
            case Project:
                return scope.Name is null ? Refusal.OfField(ErrorCodes.ScopeInvalid, "scope.name", "Name the project.") : (ScopeType.Project, scope.Name);
            case RegisteredModel when scope.Name is null && shorthand is null:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "scope.name", "Name the registered model.");
            case RegisteredModel when scope.Name is not null && shorthand is not null && scope.Name != shorthand:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "event.registeredModel", "event.registeredModel names another model than the scope. Give one of them.");
            case RegisteredModel:
                return (ScopeType.RegisteredModel, scope.Name ?? shorthand);
            case Artifact:
                return scope.Name is null ? Refusal.OfField(ErrorCodes.ScopeInvalid, "scope.name", "Name the artifact as project/artifact.") : (ScopeType.Artifact, scope.Name);
            default:
                return Refusal.OfField(ErrorCodes.ScopeInvalid, "scope.type", $"There is no scope '{scope.Type}'. {Known}");
        }
    }
}
