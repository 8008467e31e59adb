namespace Slipway.Secrets.Uses;

/// <summary>Something that names secrets.</summary>
/// <param name="Kind">What it is: <c>webhook</c>, <c>automation</c>.</param>
/// <param name="Key">Tells it from others of its kind and outlives a new name: its id.</param>
/// <param name="Name">The name that people know.</param>
public sealed record SecretUser(string Kind, string Key, string Name);
