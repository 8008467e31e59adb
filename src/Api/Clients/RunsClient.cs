using System.Globalization;
using System.Text.Json;
using Slipway.Api.Http;
using Slipway.Api.Runs;

namespace Slipway.Api.Clients;

/// <summary>Runs with their metrics, logs and files.</summary>
public sealed class RunsClient
{
    private readonly ApiConnection _connection;

    internal RunsClient(ApiConnection connection) => _connection = connection;

    /// <summary>Starts a run; one that was prepared under that id begins.</summary>
    public Task<RunResponse> CreateAsync(string team, string project, CreateRunRequest run, CancellationToken ct) =>
        _connection.PostAsync<CreateRunRequest, RunResponse>(Runs(team, project), run, ct);

    /// <summary>Runs; null filters nothing.</summary>
    /// <param name="sort">A column such as <c>summary.loss</c>, with a <c>-</c> before it when the greatest comes first; null for newest first.</param>
    public IAsyncEnumerable<RunResponse> ListAsync(
        string team, string project, string? state, string? tag, string? search, string? sort, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<RunResponse>(
            ApiPath.WithQuery(Runs(team, project), ("state", state), ("tag", tag), ("search", search), ("sort", sort)), pageSize, ct);

    /// <summary>One run.</summary>
    public Task<RunResponse> GetAsync(string team, string project, string run, CancellationToken ct) =>
        _connection.GetAsync<RunResponse>(Run(team, project, run), ct);

    /// <summary>Changes what is said of a run.</summary>
    public Task<RunResponse> PatchAsync(string team, string project, string run, PatchRunRequest patch, CancellationToken ct) =>
        _connection.PatchAsync<PatchRunRequest, RunResponse>(Run(team, project, run), patch, ct);

    /// <summary>Deletes a run that has ended.</summary>
    public Task DeleteAsync(string team, string project, string run, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, Run(team, project, run), null, ct);

    /// <summary>The run still goes on; <c>run_ended</c> tells it to stop.</summary>
    public Task HeartbeatAsync(string team, string project, string run, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Post, $"{Run(team, project, run)}/heartbeat", null, ct);

    /// <summary>The run ended by itself.</summary>
    public Task<RunResponse> FinishAsync(string team, string project, string run, int exitCode, CancellationToken ct) =>
        _connection.PostAsync<FinishRunRequest, RunResponse>(
            $"{Run(team, project, run)}/finish", new FinishRunRequest { ExitCode = exitCode }, ct);

    /// <summary>Ends a run that nobody launched.</summary>
    public Task<RunResponse> KillAsync(string team, string project, string run, CancellationToken ct) =>
        _connection.PostAsync<RunResponse>($"{Run(team, project, run)}/kill", ct);

    /// <summary>Notes that the run used an artifact version.</summary>
    public Task<RunArtifactResponse> UseArtifactAsync(
        string team, string project, string run, UseArtifactRequest use, CancellationToken ct) =>
        _connection.PostAsync<UseArtifactRequest, RunArtifactResponse>($"{Run(team, project, run)}/artifacts", use, ct);

    /// <summary>Appends values, an object for each step; answers the step that follows.</summary>
    public async Task<long> AppendHistoryAsync(
        string team, string project, string run, IReadOnlyList<JsonElement> rows, CancellationToken ct) =>
        (await _connection.PostAsync<AppendHistoryRequest, AppendHistoryResponse>(
            $"{Run(team, project, run)}/history", new AppendHistoryRequest { Rows = rows }, ct)).NextStep;

    /// <summary>Values in the order of their steps, sampled evenly; null asks for all keys, all steps, 500 samples.</summary>
    public Task<HistoryResponse> GetHistoryAsync(
        string team, string project, string run, IReadOnlyList<string>? keys, long? minStep, long? maxStep, int? samples, CancellationToken ct)
    {
        var path = ApiPath.WithQuery($"{Run(team, project, run)}/history",
            ("minStep", Number(minStep)), ("maxStep", Number(maxStep)), ("samples", Number(samples)));
        foreach (var key in keys ?? [])
        {
            path = ApiPath.WithQuery(path, ("keys", key));
        }

        return _connection.GetAsync<HistoryResponse>(path, ct);
    }

    /// <summary>Appends to the log at <paramref name="offset"/>, null for its end; answers where the next bytes belong.</summary>
    public async Task<long> AppendLogAsync(
        string team, string project, string run, long? offset, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        using var response = await _connection.OpenAsync(
            HttpMethod.Post,
            ApiPath.WithQuery($"{Run(team, project, run)}/logs", ("offset", Number(offset))),
            new ReadOnlyMemoryContent(content),
            HttpCompletionOption.ResponseHeadersRead,
            ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        return (await JsonSerializer.DeserializeAsync(body, ApiJson.Default.LogOffsetResponse, ct))!.Next;
    }

    /// <summary>
    /// The log from an offset on; with <paramref name="follow"/> as it grows, until the run has ended. The caller disposes
    /// of the answer and reads its content.
    /// </summary>
    public Task<HttpResponseMessage> OpenLogAsync(
        string team, string project, string run, long offset, long? limit, bool follow, CancellationToken ct) =>
        _connection.OpenAsync(
            HttpMethod.Get,
            ApiPath.WithQuery(
                $"{Run(team, project, run)}/logs",
                ("offset", Number(offset)), ("limit", Number(limit)), ("follow", follow ? "true" : null)),
            null,
            HttpCompletionOption.ResponseHeadersRead,
            ct);

    /// <summary>The files of a run, newest first.</summary>
    public IAsyncEnumerable<RunFileResponse> ListFilesAsync(string team, string project, string run, int pageSize, CancellationToken ct) =>
        _connection.ListAsync<RunFileResponse>($"{Run(team, project, run)}/files", pageSize, ct);

    /// <summary>Stores a file, in place of one of the same path.</summary>
    public async Task<RunFileResponse> PutFileAsync(
        string team, string project, string run, string path, Stream content, CancellationToken ct)
    {
        using var response = await _connection.OpenAsync(
            HttpMethod.Put, File(team, project, run, path), new StreamContent(content), HttpCompletionOption.ResponseHeadersRead, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        return (await JsonSerializer.DeserializeAsync(body, ApiJson.Default.RunFileResponse, ct))!;
    }

    /// <summary>Downloads a file. The caller disposes of the answer and reads its content.</summary>
    public Task<HttpResponseMessage> OpenFileAsync(string team, string project, string run, string path, CancellationToken ct) =>
        _connection.OpenAsync(HttpMethod.Get, File(team, project, run, path), null, HttpCompletionOption.ResponseHeadersRead, ct);

    /// <summary>Deletes a file.</summary>
    public Task DeleteFileAsync(string team, string project, string run, string path, CancellationToken ct) =>
        _connection.SendAsync(HttpMethod.Delete, File(team, project, run, path), null, ct);

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Runs(string team, string project) => ApiPath.Of($"teams/{team}/projects/{project}/runs");

    private static string Run(string team, string project, string run) => ApiPath.Of($"teams/{team}/projects/{project}/runs/{run}");

    private static string File(string team, string project, string run, string path) =>
        $"{Run(team, project, run)}/files/{ApiPath.File(path)}";
}
