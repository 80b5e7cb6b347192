const most = 100;

/** List is what is to be done in one room. */
export class List extends Array {
	/** add tells whether there was room. */
	add(what) {
		return this.length < most && this.push(what) > 0;
	}

	/** remove takes out what has that number, from 1 on, and answers it. */
	remove(number) {
		return Number.isInteger(number) && number >= 1 ? this.splice(number - 1, 1)[0] : undefined;
	}

	toString() {
		return this.length === 0 ? "Nothing to do. /todo buy milk puts something on the list." : [...this].map((what, i) => `${i + 1}. ${what}`).join("\n");
	}

	/** glance is what a room's glance shows of it. */
	glance() {
		return {
			label: { type: "html", value: this.length === 0 ? "Nothing to do" : `<b>${this.length}</b> to do` },
			...(this.length > 5 && { status: { type: "lozenge", value: { label: "BUSY", type: "current" } } }),
		};
	}
}
