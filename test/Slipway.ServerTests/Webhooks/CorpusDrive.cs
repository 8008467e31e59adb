using System.Net;
using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Http;
using Slipway.Api.Webhooks;
using Slipway.Testing;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Slipway.ServerTests.Webhooks;

/// <summary>Takes the corpus of hostile URLs through all the ways out of a running server: save, test unsaved, test saved, deliver and
/// redeliver.</summary>
/// <param name="server">The server.</param>
/// <param name="takeReached">The addresses reached (or dialed) since it was asked last.</param>
internal sealed class CorpusDrive(RunningServer server, Func<IReadOnlyList<IPEndPoint>> takeReached)
{
    private const string Team = "ssrf";
    private static readonly string[] Refusals = [SendErrorCodes.UrlRefused, SendErrorCodes.AddressRefused];
    private readonly List<string> _wrong = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Every row that did not come out as the corpus says; empty when all did.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await server.Admin.Access.CreateTeamAsync(Team, Ct);
        foreach (var row in SsrfCorpus.Rows)
        {
            await SaveAsync(row);
        }

        foreach (var row in SsrfCorpus.Rows)
        {
            await TestAsync(row);
        }

        await DeliverAsync();
        return _wrong;
    }

    private async Task SaveAsync(SsrfRow row)
    {
        var code = await CodeOfAsync(() => server.Admin.Webhooks.CreateAsync(Team, new WebhookSettings { Name = row.Id, Url = row.Url }, Ct));
        Expect(row, "save", code == (row.SaveRefuses ? SendErrorCodes.UrlRefused : null), code ?? "saved");
        Expect(row, "save", takeReached().Count == 0, "something was dialed");
        if (code is not null)
        {
            // As if the check at save had a hole, or the name had been lawful that day: the other ways must hold by themselves.
            await server.Admin.Webhooks.CreateAsync(Team, new WebhookSettings { Name = row.Id, Url = "http://public.x.test/" }, Ct);
            await server.Database.WriteAsync(tx => tx.ExecuteAsync(
                "update webhooks set settings = @settings where name = @name",
                new { settings = JsonSerializer.Serialize(new WebhookSettings { Name = row.Id, Url = row.Url }, ApiJson.Default.WebhookSettings), name = row.Id }), Ct);
        }
    }

    private async Task TestAsync(SsrfRow row)
    {
        WebhookTestResponse? unsaved = null, saved = null;
        var code = await CodeOfAsync(async () => unsaved = await server.Admin.Webhooks.TestUnsavedAsync(Team, new TestUnsavedWebhookRequest { Url = row.Url }, Ct));
        Judge(row, "test unsaved", code ?? unsaved!.Error?.Code, takeReached());
        code = await CodeOfAsync(async () => saved = await server.Admin.Webhooks.TestAsync(Team, row.Id, new TestWebhookRequest(), Ct));
        Judge(row, "test saved", code ?? saved!.Error?.Code, takeReached());
    }

    private async Task DeliverAsync()
    {
        var operations = server.Services.GetRequiredService<DeliveryOperations>();
        foreach (var row in SsrfCorpus.Rows)
        {
            await server.Database.WriteAsync(
                async tx =>
                {
                    var webhook = await tx.ScalarAsync<long>("select id from webhooks where name = @name", new { name = row.Id });
                    await operations.EnqueueAsync(tx, new NewDelivery { Webhook = new WebhookId(webhook), Payload = RenderedPayload.Empty });
                },
                Ct);
        }

        var deliveries = await server.Admin.Webhooks.ListDeliveriesAsync(Team, null, null, null, 500, Ct).ToListAsync(Ct);
        Assert.Equal(SsrfCorpus.Rows.Count, deliveries.Count);
        var first = await AttemptsAsync(deliveries, 1);
        foreach (var delivery in deliveries)
        {
            await server.Admin.Webhooks.RedeliverAsync(Team, delivery.Id, Ct);
        }

        var second = await AttemptsAsync(deliveries, 2);
        foreach (var (way, details) in new[] { ("deliver", first), ("redeliver", second) })
        {
            foreach (var detail in details)
            {
                var attempt = detail.Attempts[way == "deliver" ? 0 : ^1];
                IReadOnlyList<IPEndPoint> dialed = attempt.DialedAddress is { } address ? [IPEndPoint.Parse(address)] : [];
                Judge(SsrfCorpus.Rows.Single(row => row.Id == detail.Webhook), way, attempt.Error?.Code, dialed);
            }
        }

        var reached = takeReached();
        if (reached.Any(address => !address.Address.Equals(CorpusZone.Public)))
        {
            _wrong.Add($"deliver or redeliver reached {string.Join(", ", reached.Distinct())}");
        }
    }

    // An ended attempt shows; the round trip of each question is the wait.
    private async Task<List<DeliveryDetailResponse>> AttemptsAsync(List<DeliveryResponse> deliveries, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        var details = new List<DeliveryDetailResponse>();
        foreach (var delivery in deliveries)
        {
            DeliveryDetailResponse detail;
            do
            {
                detail = await server.Admin.Webhooks.GetDeliveryAsync(Team, delivery.Id, patience.Token);
            }
            while (detail.Attempts.Count(attempt => attempt.Outcome is not null) < count);
            details.Add(detail);
        }

        return details;
    }

    private void Judge(SsrfRow row, string way, string? code, IReadOnlyList<IPEndPoint> reached)
    {
        if (row.Blocks || row.Connect == "-")
        {
            Expect(row, way, Refusals.Contains(code) && reached.Count == 0, $"{code ?? "delivered"}, reached [{string.Join(", ", reached)}]");
            return;
        }

        // The rebinding name is public once, at save; afterwards it must be refused.
        var expected = row.Connect switch
        {
            "do not follow" => SendErrorCodes.Redirected,
            "connect" => null,
            _ => code is null || Refusals.Contains(code) ? code : "refused, or delivered to the checked address",
        };
        Expect(row, way, code == expected && reached.All(address => address.Address.Equals(CorpusZone.Public)),
            $"{code ?? "delivered"}, reached [{string.Join(", ", reached)}]");
    }

    private void Expect(SsrfRow row, string way, bool isRight, string what)
    {
        if (!isRight)
        {
            _wrong.Add($"{row}: {way}: {what}");
        }
    }

    private static async Task<string?> CodeOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (SlipwayApiException e)
        {
            return e.Code;
        }
    }
}
