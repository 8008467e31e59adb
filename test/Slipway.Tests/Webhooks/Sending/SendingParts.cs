using System.Net;
using System.Text;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>Puts the parts of sending together for a test, with its own resolver and dialer.</summary>
internal static class SendingParts
{
    public static WebhookSender Sender(
        IHostResolver resolver, IDialer dialer, EgressOptions? egress = null, ConnectionRules? rules = null, OwnListeners? own = null,
        TimeProvider? time = null)
    {
        var policy = new EgressPolicy(egress ?? EgressOptions.None, own ?? new OwnListeners());
        var connect = new GuardedConnect(policy, new AddressLookup(resolver, time ?? TimeProvider.System), dialer, time ?? TimeProvider.System, rules ?? new ConnectionRules());
        return new WebhookSender(policy, connect, time ?? TimeProvider.System);
    }

    public static UrlCheck Check(IHostResolver resolver, EgressOptions? egress = null, OwnListeners? own = null, TimeProvider? time = null) =>
        new(new EgressPolicy(egress ?? EgressOptions.None, own ?? new OwnListeners()), new AddressLookup(resolver, time ?? TimeProvider.System), time ?? TimeProvider.System);

    public static WebhookRequest Request(string url, string body = """{"event_type":"LINK_ARTIFACT"}""") => new()
    {
        Url = url,
        Body = Encoding.UTF8.GetBytes(body),
        MessageId = "msg_1",
        Timestamp = DateTimeOffset.FromUnixTimeSeconds(1614265330),
        Deadline = TimeSpan.FromSeconds(20),
    };
}
