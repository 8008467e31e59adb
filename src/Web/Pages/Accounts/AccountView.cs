using Slipway.Access.Keys;
using Slipway.Access.Sessions;

namespace Slipway.Web.Pages.Accounts;

/// <summary>What the account's page shows.</summary>
public sealed record AccountView(IReadOnlyList<ApiKey> Keys, IReadOnlyList<WebSession> Sessions);
