using Slipway.Webhooks.Definitions;

namespace Slipway.Tests.Webhooks.Definitions;

public sealed class LiteralSecretsTests
{
    [Theory]
    [InlineData("https://hooks.slack.com/services/T000/B000/abc", "https://hooks.slack.com/services/***/***/***")]
    [InlineData("https://discord.com/api/webhooks/123/abc", "https://discord.com/api/***/***/***")]
    [InlineData("https://acme.webhook.office.com/webhookb2/1@2/IncomingWebhook/3", "https://acme.webhook.office.com/webhookb2/***/***/***")]
    [InlineData("https://ci.example.com/hooks/q7Rk2LmX9pZt4VbN8sWd", "https://ci.example.com/hooks/***")]
    [InlineData("https://ci.example.com/0123456789abcdef0123456789abcdef/x", "https://ci.example.com/***/x")]
    [InlineData("https://ci.example.com/run?branch=main&api_key=k&sig=s#f", "https://ci.example.com/run?branch=main&api_key=***&sig=***")]
    [InlineData("https://ci.example.com/run?q7Rk2LmX9pZt4VbN8sWd", "https://ci.example.com/run?***")]
    public void S_L18_an_address_that_is_a_password_is_hidden_in_that_part(string url, string hidden) =>
        Assert.Equal(hidden, LiteralSecrets.HideUrl(url));

    [Theory]
    [InlineData("http://127.0.0.1:8080/team-1")]
    [InlineData("https://api.github.com/repos/OWNER/REPO/dispatches")]
    [InlineData("https://ci.example.com/production-deployments-of-2026/start-build-now")]
    [InlineData("https://ci.example.com")]
    [InlineData("https://ci.example.com/?branch=main&flag")]
    [InlineData("not an address")]
    public void S_L18_an_ordinary_address_is_shown(string url) => Assert.Equal(url, LiteralSecrets.HideUrl(url));

    [Theory]
    [InlineData("Authorization", "Basic dXNlcjpwYXNz", "***")]
    [InlineData("X-Api-Key", "k", "***")]
    [InlineData("DD-API-KEY", "k", "***")]
    [InlineData("X-Custom", "q7Rk2LmX9pZt4VbN8sWd", "***")]
    [InlineData("Authorization", "token ${TOKEN}", "token ${TOKEN}")]
    [InlineData("Authorization", "Bearer ***", "Bearer ***")]
    [InlineData("Accept", "application/vnd.github+json", "application/vnd.github+json")]
    [InlineData("User-Agent", "Slipway/0.1.0 (automation)", "Slipway/0.1.0 (automation)")]
    [InlineData("Idempotency-Key", "a", "a")]
    public void S_L18_a_secret_written_out_in_a_header_is_hidden(string name, string value, string hidden) =>
        Assert.Equal(hidden, LiteralSecrets.HideHeaders(new Dictionary<string, string> { [name] = value })[name]);
}
