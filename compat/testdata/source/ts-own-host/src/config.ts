export const config = {
  hipchatUrl: "https://hipchat.acme-corp.net",
  help: "https://yourcompany.example.com/v2/room/{room}/notification",
};
