namespace Slipway.Registry.Aliases;

/// <summary>The answer of setting an alias.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Version">Where it stands now: <c>v3</c>.</param>
/// <param name="Previous">The version that it left; null when it stood nowhere, or here already.</param>
/// <param name="IsChanged">False when it stood here already: nothing was written and no event raised.</param>
public sealed record AliasPlace(string Alias, string Version, string? Previous, bool IsChanged);
