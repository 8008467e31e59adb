namespace Slipway.Access.Sessions;

/// <summary>
/// Marks an endpoint outside <c>/api</c> as a page for people: without an actor it sends the browser to the sign-in, where
/// others answer 401. Its forms may be posted with the cookie alone, so they carry an antiforgery token.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PageAttribute : Attribute;
