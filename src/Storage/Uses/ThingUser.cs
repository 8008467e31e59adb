namespace Slipway.Storage.Uses;

/// <summary>Something that names things of a room below it: an automation its webhook, a webhook its secrets.</summary>
/// <param name="Kind">What it is: <c>automation</c>.</param>
/// <param name="Key">Tells it from others of its kind and outlives a new name: its number.</param>
/// <param name="Name">The name that people know.</param>
public sealed record ThingUser(string Kind, string Key, string Name);
