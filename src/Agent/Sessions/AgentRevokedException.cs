namespace Slipway.Agent.Sessions;

/// <summary>The server knows this agent's key no more: an admin took it out of service, and its jobs are nobody's.</summary>
internal sealed class AgentRevokedException() : SessionReplacedException("the server knows this agent no more: an admin took it out of service.");
