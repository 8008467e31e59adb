using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Http;

namespace Slipway.Api.Clients;

/// <summary>The event log and its live stream.</summary>
public sealed class EventsClient
{
    private readonly ApiConnection _connection;
    private readonly TimeProvider _time;

    internal EventsClient(ApiConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
    }

    /// <summary>The team's events, newest first; each filter may be null.</summary>
    /// <param name="team">The team.</param>
    /// <param name="after">Only events with a greater number.</param>
    /// <param name="type">One of <see cref="EventTypes"/>.</param>
    /// <param name="registeredModel">Only this model's.</param>
    /// <param name="pageSize">How many at a time.</param>
    /// <param name="ct">Ends the reading.</param>
    public IAsyncEnumerable<EventResponse> ListAsync(
        string team, long? after, string? type, string? registeredModel, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<EventResponse>(
            ApiPath.WithQuery(
                ApiPath.Of($"teams/{team}/events"),
                ("after", after?.ToString(CultureInfo.InvariantCulture)),
                ("type", type),
                ("registeredModel", registeredModel)),
            pageSize,
            ct);

    /// <summary>Why each automation of the team did or did not answer an event.</summary>
    /// <param name="team">The team.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="ct">Ends the reading.</param>
    public Task<EventExplanationResponse> ExplainAsync(string team, string id, CancellationToken ct) =>
        _connection.GetAsync<EventExplanationResponse>(ApiPath.Of($"teams/{team}/events/{id}/explain"), ct);

    /// <summary>
    /// The team's events as they happen, in the order of their numbers and each once, across lost connections, until
    /// <paramref name="ct"/> ends it. Starts behind number <paramref name="after"/>, or with the next event when null.
    /// </summary>
    public async IAsyncEnumerable<EventResponse> FollowAsync(
        string team, long? after, [EnumeratorCancellation] CancellationToken ct)
    {
        var last = after;
        var patience = new Patience(_time);
        while (true)
        {
            await using var events = ReadAsync(team, last, ct).GetAsyncEnumerator(ct);
            while (await NextAsync(events))
            {
                last = events.Current.Number ?? last;
                patience.Succeeded();
                yield return events.Current;
            }

            await patience.PauseAsync(null, ct);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<EventResponse> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SlipwayApiException { Status: >= System.Net.HttpStatusCode.InternalServerError })
        {
            // The line broke or the server restarts: the caller asks again from the last number.
            return false;
        }
    }

    private async IAsyncEnumerable<EventResponse> ReadAsync(
        string team, long? after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(_connection.Server.AbsoluteUri.TrimEnd('/') + "/api/v1/" + ApiPath.Of($"teams/{team}/events/stream")));
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (after is { } number)
        {
            request.Headers.Add("Last-Event-ID", number.ToString(CultureInfo.InvariantCulture));
        }

        using var response = await _connection.OpenAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(ct))
        {
            if (item.Data.Length > 0
                && JsonSerializer.Deserialize(item.Data, ApiJson.Default.EventResponse) is { } occurred)
            {
                yield return occurred;
            }
        }
    }
}
