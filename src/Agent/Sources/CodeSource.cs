using Slipway.Agent.Runners;
using Slipway.Api.Agents;
using Slipway.Api.Clients;
using Slipway.Api.Http;
using Slipway.Api.Jobs;
using Slipway.Api.Transfers;

namespace Slipway.Agent.Sources;

/// <summary>Brings a job's code to where the job runs: an artifact's files with the job's own key, or a commit of a repository.</summary>
internal sealed class CodeSource(HttpClient http, Uri server, GitCheckout git, TimeProvider time)
{
    /// <summary>What is there already and right, stays: it may be repeated.</summary>
    /// <exception cref="StartFailedException">The code cannot be had.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached just now.</exception>
    public async Task FetchAsync(AttemptSpecBody spec, string folder, CancellationToken ct)
    {
        switch (spec.SourceType)
        {
            case JobSources.Artifact:
                await DownloadAsync(spec, folder, ct);
                break;
            case JobSources.Repo:
                await git.RunAsync(spec.Remote, spec.Commit, folder, ct);
                break;
        }
    }

    private async Task DownloadAsync(AttemptSpecBody spec, string folder, CancellationToken ct)
    {
        if (spec.CodeArtifact is not { } reference)
        {
            throw new StartFailedException("the job names no code artifact.");
        }

        try
        {
            var client = new SlipwayClient(http, server, spec.JobKey, time);
            var resolved = await client.Artifacts.ResolveAsync(reference, ct);
            await client.Artifacts.DownloadAsync(resolved, folder, new TransferOptions(), ct);
        }
        catch (TransferException e) when (e.InnerException is { } way && !ct.IsCancellationRequested)
        {
            // On the way, not of the code: what has arrived stays, and the next try goes on from there.
            throw new HttpRequestException(e.Message, way);
        }
        catch (SlipwayApiException refused) when (refused.Status is System.Net.HttpStatusCode.NotFound
            or System.Net.HttpStatusCode.Forbidden or System.Net.HttpStatusCode.UnprocessableEntity)
        {
            throw new StartFailedException($"the code {reference} cannot be had: {refused.Message}");
        }
        catch (TransferException e) when (e.InnerException is null)
        {
            throw new StartFailedException($"the code {reference} cannot be had: {e.Message}");
        }
    }
}
