namespace Slipway.Access.Sessions;

/// <summary>Where somebody signs in.</summary>
/// <param name="UserAgent">What the browser calls itself, to tell sessions apart; null for unknown.</param>
/// <param name="Address">The client's IP address; null for unknown.</param>
/// <param name="Browser">How the browser is known in which that name was signed in before (<see cref="KnownBrowsers"/>); null for another.</param>
public sealed record SignInPlace(string? UserAgent, string? Address, string? Browser);
